// Package garage keeps cars and their repairs, with GORM: cars have UUIDs, repairs are numbered by the server.
package garage

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"time"

	_ "github.com/go-sql-driver/mysql"
	"github.com/jinzhu/gorm"
)

// Car is thrown away softly: DeletedAt is set, and it is found no more.
type Car struct {
	ID        string `gorm:"type:char(36);primary_key"`
	Plate     string `gorm:"type:varchar(40);unique_index"`
	Owner     string `gorm:"type:varchar(80);not null"`
	CreatedAt time.Time
	UpdatedAt time.Time
	DeletedAt *time.Time
	Repairs   []Repair
}

// BeforeCreate gives the car its UUID.
func (car *Car) BeforeCreate(scope *gorm.Scope) error {
	return scope.SetColumn("ID", newUUID())
}

// Repair has a token by which its owner asks for it.
type Repair struct {
	ID        uint
	CarID     string `gorm:"type:char(36);index"`
	What      string `gorm:"type:varchar(120);not null"`
	Price     int
	Token     string `gorm:"type:varchar(64);unique_index"`
	DoneAt    *time.Time
	CreatedAt time.Time
	UpdatedAt time.Time
}

// BeforeCreate gives the repair its token.
func (repair *Repair) BeforeCreate() error {
	repair.Token = newToken()
	return nil
}

type version struct {
	Name      string `gorm:"type:varchar(80);primary_key"`
	AppliedAt time.Time
}

var migrations = []struct {
	name string
	up   func(db *gorm.DB) error
}{
	{"20260101_cars", func(db *gorm.DB) error { return db.AutoMigrate(&Car{}).Error }},
	{"20260102_repairs", func(db *gorm.DB) error {
		if err := db.AutoMigrate(&Repair{}).Error; err != nil {
			return err
		}
		return db.Model(&Repair{}).AddForeignKey("car_id", "cars(id)", "CASCADE", "CASCADE").Error
	}},
}

// Open connects to the database of the environment.
func Open() (*gorm.DB, error) {
	address := fmt.Sprintf("%s:%s@tcp(%s:%s)/%s?charset=utf8mb4&parseTime=true&loc=UTC",
		env("MYSQL_USER", "root"), env("MYSQL_PWD", ""), env("MYSQL_HOST", "127.0.0.1"), env("MYSQL_TCP_PORT", "3306"),
		env("MYSQL_DATABASE", "apps"))
	db, err := gorm.Open("mysql", address)
	if err != nil {
		return nil, err
	}
	db.DB().SetMaxOpenConns(8)
	return db, nil
}

// Migrate runs the migrations that this database has not seen.
func Migrate(db *gorm.DB) error {
	if err := db.AutoMigrate(&version{}).Error; err != nil {
		return err
	}
	for _, migration := range migrations {
		var count int
		db.Model(&version{}).Where("name = ?", migration.name).Count(&count)
		if count > 0 {
			continue
		}
		if err := migration.up(db); err != nil {
			return err
		}
		if err := db.Create(&version{Name: migration.name, AppliedAt: time.Now()}).Error; err != nil {
			return err
		}
	}
	return nil
}

// Repair does all that is asked for, as far as the money goes; what is too dear is left out and told.
func (car *Car) Repair(db *gorm.DB, money int, prices map[string]int, order []string) ([]string, error) {
	var refused []string
	err := db.Transaction(func(tx *gorm.DB) error {
		for n, what := range order {
			savepoint := fmt.Sprintf("repair_%d", n)
			tx.Exec("SAVEPOINT " + savepoint)
			if err := tx.Create(&Repair{CarID: car.ID, What: what, Price: prices[what]}).Error; err != nil {
				return err
			}
			var sum struct{ Total int }
			err := tx.Model(&Repair{}).Select("SUM(price) AS total").Where("car_id = ?", car.ID).Scan(&sum).Error
			if err != nil {
				return err
			}
			if sum.Total > money {
				tx.Exec("ROLLBACK TO SAVEPOINT " + savepoint)
				refused = append(refused, what)
			} else {
				tx.Exec("RELEASE SAVEPOINT " + savepoint)
			}
		}
		return nil
	})
	return refused, err
}

func newUUID() string {
	b := random(16)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func newToken() string { return hex.EncodeToString(random(24)) }

func random(count int) []byte {
	bytes := make([]byte, count)
	if _, err := rand.Read(bytes); err != nil {
		panic(err)
	}
	return bytes
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
